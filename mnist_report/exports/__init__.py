"""The same course in other formats; a course without lessons has no exports. publishing/sources.py lists them.

    notebooks.py          each lesson and each module as a Jupyter notebook and as a Python script
    bound_names.py        the names that code uses before it binds them
    runnable.py           the code of a notebook is Python and binds every name before it uses it
    notebook_format.py    cells as the JSON of a notebook, and as a script
    plain_markdown.py     a rendered page as plain Markdown for a notebook, with absolute links
    course_package.py     the course for learning management systems to import: web links and quizzes
    common_cartridge.py   folders of web links and quizzes as an IMS Common Cartridge
    cartridge_version.py  the namespaces and types of a version of the Common Cartridge
    qti.py                questions as a QTI 1.2 assessment
    xml.py                XML elements from any plain text
    prints.py             each module on one page, to be printed
    slides.py             a deck of slides for each lesson, and a page that lists those of a module
    deck.py               Deck: the slides of a lesson, from the blocks of its page
    pieces.py             Piece: a paragraph, an item of a list and the like, as a slide shows it
    snippets.py           Markdown as HTML, for documents that no generator makes
    embeds.py             each figure and each explore page alone, for a frame
    links.py              a table of everything that can be linked to
    history.py            the results of earlier commits
    robots.py             robots.txt, with the address of the sitemap
"""
