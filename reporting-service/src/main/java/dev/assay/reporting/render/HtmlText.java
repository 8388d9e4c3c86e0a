package dev.assay.reporting.render;

/** Plain text as HTML that prints it, in elements and in quoted attributes. */
public final class HtmlText {
  private HtmlText() {}

  public static String of(String plain) {
    return plain
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
