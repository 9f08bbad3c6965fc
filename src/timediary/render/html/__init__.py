"""`report.html` and what notebooks show: pages and fragments that need nothing but themselves."""
