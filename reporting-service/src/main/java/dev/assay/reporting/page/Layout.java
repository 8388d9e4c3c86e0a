package dev.assay.reporting.page;

import dev.assay.reporting.render.HtmlText;

/** What every page has around its content. */
final class Layout {
  private static final String STYLE =
      """
      :root{color-scheme:light dark;--line:#8885;--soft:#6b7280;--accent:#0f766e;--bad:#b91c1c}
      @media(prefers-color-scheme:dark){:root{--soft:#9ca3af;--accent:#5eead4;--bad:#fca5a5}}
      body{font:16px/1.5 system-ui,sans-serif;max-width:76rem;margin:0 auto;padding:1.5rem}
      a{color:var(--accent)}h1{font-size:1.6rem;margin:.2em 0}
      nav,.soft,dl.notes,small,.interval{color:var(--soft)}
      .wide{overflow-x:auto;margin:1.5rem 0}
      table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;\
      border-top:2px solid;border-bottom:2px solid}
      caption{text-align:left;font-style:italic;padding:.3rem 0}
      th,td{text-align:left;padding:.35rem .9rem .35rem 0;vertical-align:top}
      thead th{border-bottom:1px solid}tbody th{font-weight:normal}
      tbody tr+tr>*{border-top:1px solid var(--line)}
      .failed{color:var(--bad)}.pending,.cancelled{color:var(--soft)}
      dl.notes{font-size:.85rem}dt{font-weight:600;float:left;margin-right:.5em}
      dt:after{content:"."}dd{margin:0 0 .4em 0}
      progress{width:10rem;accent-color:var(--accent);vertical-align:middle}
      """;

  private Layout() {}

  /**
   * @param title plain text
   * @param refreshSeconds 0 for a page that does not change any more
   * @param body HTML
   */
  static String page(String title, int refreshSeconds, String body) {
    String refresh =
        refreshSeconds == 0
            ? ""
            : "<meta http-equiv=\"refresh\" content=\"" + refreshSeconds + "\">\n";
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width,initial-scale=1">
    %s<title>%s - Assay</title>
    <style>
    %s</style>
    </head>
    <body>
    %s</body>
    </html>
    """
        .formatted(refresh, HtmlText.of(title), STYLE, body);
  }
}
