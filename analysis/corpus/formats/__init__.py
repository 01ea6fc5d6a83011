"""What people have → articles: exports of databases, saved web pages, crawls, PDF, tables, and ZIP files of any.

``content`` tells what a file is and asks its reader; there is one reader a file: nexis, factiva, europresse, ris,
page (a saved web page), warc, pdf, tables, word (DOCX and RTF as paragraphs). A reader returns rows, one an article,
and problems, as ``files.find`` does; it raises NotText for a file that holds nothing it could read. ``own`` writes the
project's own form. ``collect`` is the one module of the project that uses a network.

To add a format: a reader in a file of its own, and a line in ``content._found`` or ``_of_text`` that knows its content.
"""
