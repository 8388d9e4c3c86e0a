// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

/**
 * What is round the content of every page.
 *
 * @param script address of the page's script
 * @param style address of its style sheet
 * @param here which entry of the navigation this page is; empty: none
 * @param signedIn whether there is a navigation at all
 * @param leaves whether there is a session that can be ended
 */
public record Frame(String script, String style, String here, boolean signedIn, boolean leaves) {
  Frame at(String entry) {
    return new Frame(script, style, entry, signedIn, leaves);
  }
}
