// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import java.util.List;

/**
 * A remark under the table, in plain text; each format escapes it.
 *
 * @param title one or two words
 * @param text sentences
 */
public record Note(String title, String text) {
  static List<Note> one(String title, String text) {
    return List.of(new Note(title, text));
  }
}
