"""The code that the lessons teach, exported by the build so that checks and demos use it too."""
