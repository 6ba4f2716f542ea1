"""The panel that looks inside: units beside what they give for one digit."""
