// SPDX-License-Identifier: Apache-2.0
package dev.assay.data;

import dev.assay.embedded.RoutesOfViewer;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * A stack that is reached from other machines: with a token, a caller for each role, and quotas
 * that small files exceed.
 */
public final class WithCallers implements QuarkusTestProfile {
  public static final String TOKEN = "a token of the stack that nobody knows";

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "ASSAY_TOKEN", TOKEN,
        "ASSAY_CALLERS", RoutesOfViewer.callers().toString(),
        "assay.data.quota.bytes", "4M",
        "assay.data.quota.files", "400",
        "assay.data.quota.at-once", "2",
        "assay.data.quota.per-hour", "30");
  }
}
