"""Markdown with verbs -> pages of blocks; navigation, permalinks, metadata, citation.

    course.py       Course: the pages of a folder, rendered
    template.py     Templates: the pages as their authors wrote them; what fills them in is Jinja in the sandbox
    sandbox.py      Sandbox: Jinja's own, in which a page reaches plain values and nothing else
    verbs.py        Verbs: what a page can say; one that shows a block leaves its mark
    blocks.py       Block: a piece of a page as a value; a page has a mark where one stands
    markup.py       the one writer for MkDocs: blocks, and what stands around a page
    syntax.py       what authors write in Markdown: each pattern once
    page.py         Outline: modules, lessons, exercises, questions, as the rendered pages tell them
    questions.py    what a page may ask before it says what the run says
    tables.py       the tables that Markdown cannot write
    links.py        Link: address, title, picture and snippets of a thing that can be linked to
    instructors.py  the Markdown for whoever teaches: objectives, plans, links, answers
    navigation.py   Navigation: the name, the address and the order of the site; from mkdocs.yml
    addresses.py    what each file of the sources publishes, and the way from one address to another
    permalinks.py   Lock: the published addresses, none of which is lost
    redirects.py    what stands at an address that has moved
    citation.py     Citation: how to name the course, and its licences; from CITATION.cff
    metadata.py     what a page says to programs: Open Graph, JSON-LD
"""
