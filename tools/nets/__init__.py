"""The course's networks for its website: trained once, stored with the results, and run by inference.js."""
