"""The form as one web page that works offline: what it holds, its looks and its script in a single file.

`content` says what the page is told of a form, `document` puts the page together. The rest of this folder is the page
itself: `form.html` with places to fill, style sheets, and the script in parts that `document` joins in order.
"""

from timediary.form.page.document import page_bytes, write_page

__all__ = ["page_bytes", "write_page"]
