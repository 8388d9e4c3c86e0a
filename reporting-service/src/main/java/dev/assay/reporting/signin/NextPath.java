// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.signin;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a person goes after signing in: a path of the page, and never another site. */
final class NextPath {
  private static final Pattern OWN = Pattern.compile("/|(/[A-Za-z0-9_-][A-Za-z0-9_.~%-]*)+");
  private static final int MOST = 500;

  private NextPath() {}

  /** The first page in place of anything else. */
  static String of(@Nullable String asked) {
    return asked != null && asked.length() <= MOST && OWN.matcher(asked).matches() ? asked : "/";
  }
}
