"""The code of the lessons, exported by the build so that checks and demos use it too."""
