"""A folder of returned forms -> one survey."""
