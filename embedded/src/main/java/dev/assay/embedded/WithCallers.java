// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * A stack that is reached from other machines: with a token, and a caller for each role. All tests
 * of a service that need no more than this share one running service, one broker and one database.
 */
public final class WithCallers implements QuarkusTestProfile {
  public static final String TOKEN = "a-secret";

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of("ASSAY_TOKEN", TOKEN, "ASSAY_CALLERS", RoutesOfViewer.callers().toString());
  }
}
