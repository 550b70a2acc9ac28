"""Records of the archive as the desk shows them: texts beside texts, versions, releases, imports."""
