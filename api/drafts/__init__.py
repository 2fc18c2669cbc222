"""Problems that are being written: checked, previewed and tried, never stored."""
