"""A study's definitions -> the form on which a respondent keeps the diary.

`content` says what a form holds, `workbook` makes it a spreadsheet and `page` a web page.
"""
