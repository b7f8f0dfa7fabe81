"""The course's data: embedded first, real when it is there. Every loader says where its data come from."""
