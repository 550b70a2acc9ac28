"""Records of the archive as the desk shows them: texts, versions, releases, imports."""
