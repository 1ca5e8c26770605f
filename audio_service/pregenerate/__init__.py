"""Narration of many articles before a listener asks for them.

Single new articles are narrated by `worker.articles.intake`, as the rules of their section say.
"""
