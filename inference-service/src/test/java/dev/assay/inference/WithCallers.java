// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.embedded.RoutesOfViewer;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.restassured.RestAssured;
import java.util.Map;

/**
 * A stack that is reached from other machines: with a token, and a caller for each role. All tests
 * of the service that need no more than this have it, so that they share one running service.
 */
public final class WithCallers implements QuarkusTestProfile {
  public static final String TOKEN = "a-secret";

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of("ASSAY_TOKEN", TOKEN, "ASSAY_CALLERS", RoutesOfViewer.callers().toString());
  }

  /** From now on requests bring the token along. */
  static void signIn() {
    RestAssured.authentication = RestAssured.preemptive().basic("assay", TOKEN);
  }
}
