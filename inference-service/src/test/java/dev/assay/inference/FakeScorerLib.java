package dev.assay.inference;

import dev.assay.backbones.scorer.ScorerMain;
import dev.assay.embedded.FakeChildLib;
import java.util.Map;

/** The fake {@link ScorerMain}, in place of the real scorer's. */
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
