"""Markdown with verbs -> pages; navigation, permalinks, metadata, citation.

    navigation.py   Publication: the name, the address and the order of the site; from mkdocs.yml
    page.py         Outline: modules, lessons, exercises, questions, as the rendered pages tell them
    addresses.py    what each file of the sources publishes, and the way from one address to another
    permalinks.py   Lock: the published addresses, none of which is lost
    redirects.py    what stands at an address that has moved
    citation.py     Citation: how to name the course, and its licences; from CITATION.cff
    tables.py       the tables that Markdown cannot write
    markup.py       the Markdown of code, output, figures, tables
    metadata.py     what a page says to programs: Open Graph, JSON-LD
    questions.py    how a page asks a question before it says what the run says
    links.py        Link: address, title, picture and snippets of a thing that can be linked to
    instructors.py  the Markdown for whoever teaches: objectives, plans, links, answers
    sandbox.py      Sandbox: Jinja's own, in which a page reaches plain values and nothing else
    course.py       Lessons: the pages of a folder, rendered; what renders them is Jinja in the sandbox
"""
