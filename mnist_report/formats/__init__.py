"""What other programs read of the course: text in, text out. handouts/ says which files there are.

    markdown.py    a rendered page as Markdown that a notebook shows, its links absolute
    notebook.py    cells as a Jupyter notebook, and as a Python script
    cartridge.py   folders of web links and quizzes as an IMS Common Cartridge
    version.py     the names that a version of the Common Cartridge holds
    qti.py         questions as a QTI 1.2 assessment
    elements.py    XML, whatever the text in it
"""
