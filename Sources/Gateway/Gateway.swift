// Begun with the package's layout.
