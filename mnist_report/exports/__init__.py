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
    embeds.py             each figure, explore page and live part alone, for a frame
    oembed.py             what a page elsewhere shows for an address that it is given
    pictures.py           the pictures of figures, which say what they show and whose they are
    figure_metadata.py    title, rights and source within an SVG or a PDF
    figure_kit.py         one archive of all figures, with what to write under them
    citations.py          how to cite the course, for reference managers: BibTeX, RIS, CSL-JSON
    links.py              a table of everything that can be linked to
    link_snippets.py      the texts to copy for a thing of the course
    credit.py             where a thing of the course is from, in any format
    latex.py              plain text and Markdown as LaTeX
    history.py            the results of earlier commits
    robots.py             robots.txt, with the address of the sitemap
"""
