// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegisteredTextTest {
  @Test
  void whatImagesMayShowTogetherAreFindings() {
    assertThat(shown("csv/findings:*"))
        .contains("  findings    Mass 3, Edema 5")
        .noneMatch(line -> line.startsWith("  classes"));
    assertThat(shown("csv")).contains("  classes     Mass 3, Edema 5");
  }

  private static List<String> shown(String layout) {
    Map<String, Object> dataset =
        Map.of(
            "name",
            "chest",
            "layout",
            layout,
            "images",
            6,
            "groups",
            6,
            "groupKind",
            "patient",
            "version",
            "0011",
            "decoding",
            DecodingOptions.paper(),
            "classes",
            Json.read("{\"Mass\":3,\"Edema\":5}", JsonNode.class));
    return RegisteredText.show(Json.read(Json.write(Map.of("dataset", dataset)), JsonNode.class));
  }
}
