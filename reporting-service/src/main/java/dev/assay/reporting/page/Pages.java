// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.reporting.template.Templates;
import dev.assay.rest.Token;
import io.quarkiverse.web.bundler.runtime.Bundle;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Pages as responses. */
@Singleton
public class Pages {
  /**
   * Names come from people, so nothing of a page runs but the files of the service. Data addresses
   * are for the drawings in the style sheet.
   */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final Frame frame;

  Pages(Bundle bundle, Token token) {
    this.frame = new Frame(bundle.script("main"), bundle.style("main"), "", true, token.isSet());
  }

  /**
   * @param entry of the navigation that is marked; empty: none
   */
  public Frame frame(String entry) {
    return frame.at(entry);
  }

  /** For those who are not signed in. */
  public Frame outside() {
    return new Frame(frame.script(), frame.style(), "", false, false);
  }

  /** By the template of the page's kind. */
  public Response.ResponseBuilder response(int status, String template, Page page) {
    return Response.status(status)
        .entity(Templates.render(template, "page", page))
        .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
        .header("Content-Security-Policy", POLICY)
        .header("Cross-Origin-Opener-Policy", "same-origin");
  }
}
