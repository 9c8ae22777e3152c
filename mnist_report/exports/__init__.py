"""The same course in other formats; a course without lessons has no exports. publishing/sources.py lists them.

    notebooks.py          each lesson and each module as a Jupyter notebook, with solutions, and as a Python script
    start.py              the first cells of a notebook: where it comes from, and the code that it needs
    needed.py             of earlier code, the statements that later code counts on
    bound_names.py        the names that code uses before it binds them
    runnable.py           the code of a notebook is Python and binds every name before it uses it
    slide_types.py        which cells are the slides of a lesson
    notebook_pieces.py    a page in pieces: text, code, figures, questions, exercises and their solutions
    grading.py            what nbgrader is told of a cell
    notebook_format.py    cells as the JSON of a notebook, and as a script
    plain_markdown.py     a rendered page as plain Markdown for a notebook, with absolute links
    course_package.py     the course for learning management systems to import: web links and quizzes
    common_cartridge.py   folders of web links and quizzes as an IMS Common Cartridge
    qti.py                questions as a QTI 1.2 assessment
    moodle_questions.py   the questions of a package in Moodle's own format
    xml.py                XML elements from any plain text
    prints.py             each module on one page, to be printed
    embeds.py             each figure, explore page and live part alone, for a frame
    oembed.py             what a page elsewhere shows for an address that it is given
    pictures.py           the pictures of figures, which say what they show and whose they are
    figure_metadata.py    title, rights and source within an SVG or a PDF
    figure_kit.py         one archive of all figures, with what to write under them
    citations.py          how to cite the course, for reference managers: BibTeX, RIS, CSL-JSON
    slides.py             a deck of slides for each lesson, and a page that lists those of a module
    deck.py               Deck: the slides of a lesson, from the blocks of its page
    pieces.py             Piece: a paragraph, an item of a list and the like, as a slide shows it
    markdown_html.py      Markdown as HTML, for documents that no generator makes
    links.py              a table of everything that can be linked to
    link_snippets.py      the texts to copy for a thing of the course
    credit.py             where a thing of the course is from, in any format
    latex.py              plain text and Markdown as LaTeX
    history.py            the results of earlier commits
    robots.py             robots.txt, with the address of the sitemap
"""
