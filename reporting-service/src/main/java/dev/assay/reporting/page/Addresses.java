// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Names of people within addresses. */
final class Addresses {
  private Addresses() {}

  /** As a value of a query. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
