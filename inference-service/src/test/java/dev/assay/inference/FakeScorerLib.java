// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.backbones.scorer.ScorerMain;
import dev.assay.embedded.FakeChildLib;
import java.util.Map;

/** Starts the fake {@link ScorerMain} instead of the real scorer. */
public final class FakeScorerLib extends FakeChildLib {
  @Override
  protected Class<?> fake() {
    return ScorerMain.class;
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of();
  }
}
