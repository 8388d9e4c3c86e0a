// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTest {
  private record Sample(String zeta, @Nullable String alpha, Map<String, Integer> map) {}

  private record Counted(int count) {}

  @Test
  void writesEqualValuesAsEqualBytes() {
    Map<String, Integer> one = new LinkedHashMap<>();
    one.put("b", 1);
    one.put("a", 2);
    Map<String, Integer> other = new LinkedHashMap<>();
    other.put("a", 2);
    other.put("b", 1);

    assertThat(Json.write(new Sample("z", "y", one)))
        .isEqualTo(Json.write(new Sample("z", "y", other)))
        .isEqualTo("{\"alpha\":\"y\",\"map\":{\"a\":2,\"b\":1},\"zeta\":\"z\"}");
  }

  @Test
  void leavesAbsentValuesOut() {
    assertThat(Json.write(new Sample("z", null, Map.of()))).doesNotContain("alpha");
  }

  @Test
  void refusesAnAbsentNumber() {
    assertThatThrownBy(() -> Json.read("{}", Counted.class)).hasMessageContaining("count");
  }

  @Test
  void saysWhereInADocumentTheFaultIs() {
    record Outer(java.util.List<Counted> list) {}

    assertThatThrownBy(() -> Json.read("{\"list\":[{\"count\":1},{}]}", Outer.class))
        .hasMessageContaining("not a valid Outer at list[1].count: ");
  }

  @Test
  void saysWhichTypeATextIsNot() {
    assertThatThrownBy(() -> Json.read("{", Counted.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a valid Counted");
  }

  @Test
  void prettyJsonIsTheSameValueAndEndsWithALineFeed() {
    String pretty = Json.writePretty(new Counted(3));

    assertThat(Json.read(pretty, Counted.class)).isEqualTo(new Counted(3));
    assertThat(pretty).endsWith("}\n");
  }

  @Test
  void hashesTextAndBytesAsSha256Does() {
    // FIPS 180-4 example: SHA-256("abc").
    assertThat(Hash.ofText("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void refusesATextThatSaysNothing() {
    assertThatThrownBy(() -> Json.read("null", SplitHashes.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a valid SplitHashes: it is null");
  }

  private record Half(int b, int d) {}

  private record Nested(int c, @JsonUnwrapped Half half, int a) {}

  private record Holder(int z, @Json.Sorted @Nullable Nested nested, int k) {}

  @Test
  void sameTextIsWrittenAsItComes() {
    for (Holder holder :
        List.of(new Holder(1, new Nested(3, new Half(2, 4), 1), 5), new Holder(1, null, 2))) {
      StringBuilder out = new StringBuilder();

      Json.writePretty(holder, out);

      assertThat(out.toString()).isEqualTo(Json.writePretty(holder));
    }
    assertThat(Json.writePretty(new Holder(1, new Nested(3, new Half(2, 4), 1), 5)))
        .containsSubsequence("\"k\"", "\"a\"", "\"b\"", "\"c\"", "\"d\"", "\"z\"");
  }
}
