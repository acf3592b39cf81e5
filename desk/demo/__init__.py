"""The demo: a startup in its second year, told in story.json and built through the models' own store() and verbs."""
