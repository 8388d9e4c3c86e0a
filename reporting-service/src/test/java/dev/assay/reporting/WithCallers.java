// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import dev.assay.embedded.RoutesOfViewer;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * A stack that is reached from other machines: with a token, and a caller for each role. The tests
 * that need no more than this share one running service, and with it one broker and one database.
 */
public final class WithCallers implements QuarkusTestProfile {
  public static final String TOKEN = "a-secret";

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of("ASSAY_TOKEN", TOKEN, "ASSAY_CALLERS", RoutesOfViewer.callers().toString());
  }
}
