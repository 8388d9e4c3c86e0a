// SPDX-License-Identifier: Apache-2.0
package dev.assay.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The tests of the Python client; {@link StudyIT} uses it on a real stack. */
class PythonClientTest {
  static final Path CLIENT = Path.of(System.getProperty("assay.root")).resolve("clients/python");

  @Test
  void passesItsOwnTests() throws Exception {
    Python.require();

    Python.Result tests = Python.run(CLIENT, Map.of(), "-m", "unittest", "-v");

    assertThat(tests.exit()).as(tests.out()).isZero();
    assertThat(tests.out()).contains("Ran 13 tests", "OK");
  }
}
