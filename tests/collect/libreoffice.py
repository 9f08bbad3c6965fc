"""LibreOffice as a respondent: it opens a form, types into cells, calculates and saves."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8"}
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Filling"/></library:library>
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Filling" script:language="StarBasic">
Sub Fill
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  Dim kind(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, hidden())
  channel = FreeFile
  Open "{orders}" For Input As #channel
  Do While Not Eof(channel)
    Line Input #channel, order
    parts = Split(order, Chr(9))
    If UBound(parts) = 2 Then
      sheet = document.Sheets.getByName(parts(0))
      cell = sheet.getCellRangeByName(parts(1))
      locked = sheet.isProtected() And cell.CellProtection.IsLocked
      If Not locked And IsNumeric(parts(2)) Then cell.setValue(Val(parts(2)))
      If Not locked And Not IsNumeric(parts(2)) Then cell.setString(parts(2))
    End If
  Loop
  Close #channel
  document.calculateAll()
  kind(0).Name = "FilterName"
  kind(0).Value = "{filter}"
  document.storeToURL("{target}", kind())
  document.close(True)
  StarDesktop.terminate()
End Sub
</script:module>
"""


def fill(source: Path, cells: Mapping[str, Mapping[str, str | float]], target: Path, work: Path) -> Path:
    """Type into the cells of a workbook, by sheet and reference, and save it under the name of the target.

    As for whoever sits before the screen, nothing can be typed into a cell that is protected.
    """
    soffice = ["soffice", f"-env:UserInstallation={(work / 'profile').as_uri()}", "--headless", "--norestore"]
    # The first start makes the profile, and would write over a library that is there already.
    subprocess.run([*soffice, "--terminate_after_init"], check=True, capture_output=True, timeout=180)
    orders = work / "orders.txt"
    lines = [f"{sheet}\t{cell}\t{value}" for sheet, some in cells.items() for cell, value in some.items()]
    orders.write_text("\n".join(lines) + "\n", encoding="utf-8")
    module = _MODULE
    places = {"source": source.as_uri(), "orders": str(orders), "target": target.as_uri()}
    for name, value in {**places, "filter": FILTERS[target.suffix]}.items():
        module = module.replace(f"{{{name}}}", value)
    library = work / "profile" / "user" / "basic" / "Standard"
    (library / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    (library / "Filling.xba").write_text(module, encoding="utf-8")
    subprocess.run([*soffice, "macro:///Standard.Filling.Fill"], check=True, capture_output=True, timeout=180)
    return target
