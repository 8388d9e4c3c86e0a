// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import dev.assay.embedded.RoutesOfViewer;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * The interface asks for a password, and knows a caller of each role. All tests of the service have
 * it, so that they share one running service.
 */
public final class WithCallers implements QuarkusTestProfile {
  public static final String TOKEN = "a-token";

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of("ASSAY_TOKEN", TOKEN, "ASSAY_CALLERS", RoutesOfViewer.callers().toString());
  }
}
