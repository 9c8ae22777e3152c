"""The same course for others; nothing of a course without lessons. publishing/sources.py lists what makes files.

    notebooks.py          each lesson and each module as a Jupyter notebook and as a Python script
    notebook_format.py    cells as the JSON of a notebook, and as a script
    plain_markdown.py     a rendered page as Markdown that a notebook shows, its links absolute
    course_package.py     the course for learning management systems to import: web links and quizzes
    common_cartridge.py   folders of web links and quizzes as an IMS Common Cartridge
    cartridge_version.py  the names that a version of the Common Cartridge holds
    qti.py                questions as a QTI 1.2 assessment
    xml.py                XML, whatever the text in it
    prints.py             each module on one page, to be printed
    embeds.py             each figure and each explore page alone, for a frame
    links.py              a table of all there is to link to
    history.py            what earlier commits measured
    robots.py             where the sitemap is
"""
