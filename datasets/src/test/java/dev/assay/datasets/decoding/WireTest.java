// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Frames;
import dev.assay.datasets.image.PixelLimit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireTest {

  /** A child that does not get an option decodes with another one, and nobody sees it. */
  @Test
  void sendsEveryDecodingOption() throws Exception {
    RecordComponent[] components = DecodingOptions.class.getRecordComponents();
    Constructor<DecodingOptions> constructor =
        DecodingOptions.class.getDeclaredConstructor(
            Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    List<DecodingOptions> all = new ArrayList<>();
    for (int i = 0; i < components.length; i++) {
      for (Object value : values(components[i].getType())) {
        Object[] arguments = new Object[components.length];
        arguments[i] = value;
        all.add(constructor.newInstance(arguments));
      }
    }
    assertThat(all).hasSizeGreaterThan(8);
    for (DecodingOptions options : all) {
      Wanted wanted = Wanted.pixels(options, new PixelLimit(77), 224, "bicubic").of(7);
      assertThat(sent(wanted)).isEqualTo(wanted);
      assertThat(sent(Wanted.facts(options, PixelLimit.DEFAULT)))
          .isEqualTo(Wanted.facts(options, PixelLimit.DEFAULT));
    }
  }

  private static Object[] values(Class<?> type) {
    return type == Frames.class
        ? new Object[] {new Frames("every"), new Frames("12")}
        : type.getEnumConstants();
  }

  private static Wanted sent(Wanted wanted) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Wire.write(wanted, new DataOutputStream(bytes));
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    Wanted read = Wire.readWanted(in.read(), in);
    assertThat(in.read()).isEqualTo(-1);
    return read;
  }
}
