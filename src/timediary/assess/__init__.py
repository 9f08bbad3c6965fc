"""How far single diaries can be trusted: measures, grades with their reasons, and where two coders agree.

A verb beside reading and tabulating: a Survey in, plain values out. It judges and suggests, and leaves nothing out.
"""
