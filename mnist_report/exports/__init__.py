"""The same course in other formats; a course without lessons has no exports. publishing/sources.py lists them.

    notebooks.py          each lesson and each module as a Jupyter notebook and as a Python script
    bound_names.py        the names that code uses before it binds them
    runnable.py           the code of a notebook is Python and binds every name before it uses it
    notebook_format.py    cells as the JSON of a notebook, and as a script
    plain_markdown.py     a rendered page as plain Markdown for a notebook, with absolute links
    course_package.py     the course for learning management systems to import: web links and quizzes
    common_cartridge.py   folders of web links and quizzes as an IMS Common Cartridge
    qti.py                questions as a QTI 1.2 assessment
    moodle_questions.py   the questions of a package in Moodle's own format
    xml.py                XML elements from any plain text
    prints.py             each module on one page, to be printed
    embeds.py             each figure and each explore page alone, for a frame
    citations.py          how to cite the course, for reference managers: BibTeX, RIS, CSL-JSON
    links.py              a table of everything that can be linked to
    history.py            the results of earlier commits
    robots.py             robots.txt, with the address of the sitemap
"""
