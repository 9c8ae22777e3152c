"""Markdown with verbs -> pages of blocks; navigation, permalinks, metadata, citation.

    course.py       Course: all pages of a folder, rendered
    template.py     Templates: the pages as their authors wrote them, filled in by Jinja
    contents.py     Contents: modules and lessons from the navigation and front matter, to be listed and counted
    new_edition.py  the folder of an edition that is still to be written
    status.py       how the sections of the editions stand to the pages that they lie over
    lists.py        the verbs that list the lessons of a module
    editions.py     what another data set, audience or language says otherwise, section by section
    excluded.py     Excluded: pages that the settings leave out, and what leads to them from the others
    front_matter.py the lines of YAML at the start of a page
    sandbox.py      Sandbox: Jinja's sandbox, in which a page reaches plain values only
    verbs.py        Verbs: the functions that a page can call; one that shows a block returns a mark
    blocks.py       Block: a piece of a page as a value; a mark in the Markdown stands for it
    bodies.py       what pages were rendered to, so that after an edit of one the others need no rendering
    markup.py       the writer for MkDocs: blocks, tables, front matter, footer
    formulas.py     formulas in Markdown, in what is made of a page
    mathml.py       MathML, from the LaTeX that authors write
    syntax.py       the patterns of what authors write in Markdown, each once
    marks.py        which mark of a page, such as `<% if … %>`, lacks its end or its beginning
    explanations.py what a mistake in a page is, where Jinja's own words say less
    headings.py     every heading has an id, no id is twice on a page
    lines.py        which line of a page, as its author wrote it, each line of its Markdown is from
    page.py         Page, Module, Outline: the rendered pages, with their sections, exercises and questions
    questions.py    the questions that a reader answers before the page does
    tables.py       the confusion matrix, as HTML because Markdown cannot write such a table
    markdown_tables.py  Tables: the verbs that return what a run measured as a table in Markdown
    stills.py       Stills: the tables that stand for the parts of explore pages where nothing moves
    qr_code.py      a QR code, which leads from paper to the page
    links.py        Link: address, title, picture and snippets of a thing that can be linked to
    instructors.py  Markdown for instructors: links, plans for meetings, answers
    navigation.py   Navigation: name, address and order of the site, from mkdocs.yml
    addresses.py    the addresses that each source file publishes, and relative links between addresses
    permalinks.py   Lock: the published addresses, none of which may be lost
    redirects.py    the files at addresses that have moved
    versions.py     the address under which a build keeps the site that it replaces
    citation.py     Citation: how to cite the course, and its licences, from CITATION.cff
    modules.py      links that let a browser preload the JavaScript of a page
    manuscript.py   Manuscript: the pages as their authors wrote them, to be edited by a command, all or nothing
    nav_lines.py    NavLines: `nav` in the text of a mkdocs.yml, edited so that all else stays as it is
    moving.py       a page to another path, with its links, navigation, editions and redirects
    refitting.py    keeps sections of editions fitted to pages in which a command has changed links and numbers alone
    scaffold.py     the page of a new lesson or module, with its line in the navigation
    values.py       Names: all that a page may use, with docstrings, present values and places
    metadata.py     Heads: Open Graph and JSON-LD for the head of each page
"""
