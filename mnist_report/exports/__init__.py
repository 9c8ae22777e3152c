"""The same course in other formats; a course without lessons has no exports. publishing/sources.py lists them.

    notebooks.py          each lesson and each module as a Jupyter notebook, with solutions, and as a Python script
    start.py              the first cells of a notebook: where it comes from, and the code that it needs
    needed.py             of earlier code, the statements that later code counts on
    bound_names.py        the names that code uses before it binds them
    runnable.py           the code of a notebook is Python and binds every name before it uses it
    deck.py               which cells are the slides of a lesson
    pieces.py             a page in pieces: text, code, figures, questions, exercises and their solutions
    grading.py            what nbgrader is told of a cell
    notebook_format.py    cells as the JSON of a notebook, and as a script
    plain_markdown.py     a rendered page as plain Markdown for a notebook, with absolute links
    course_package.py     the course for learning management systems to import: web links and quizzes
    common_cartridge.py   folders of web links and quizzes as an IMS Common Cartridge
    cartridge_version.py  the namespaces and types of a version of the Common Cartridge
    qti.py                questions as a QTI 1.2 assessment
    xml.py                XML elements from any plain text
    prints.py             each module on one page, to be printed
    embeds.py             each figure and each explore page alone, for a frame
    links.py              a table of everything that can be linked to
    history.py            the results of earlier commits
    robots.py             robots.txt, with the address of the sitemap
"""
