// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.signin;

import dev.assay.reporting.page.Frame;
import dev.assay.reporting.page.Page;

/**
 * Asks for a code, by the template {@code sign-in}; or says that one was right and goes on, by
 * {@code signed-in}.
 *
 * @param next where to go afterwards
 * @param message why the person is not signed in; empty at first
 */
public record SignInPage(Frame frame, String next, String message) implements Page {
  @Override
  public String title() {
    return "Sign in";
  }

  @Override
  public String events() {
    return "";
  }
}
