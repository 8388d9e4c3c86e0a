// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.assay.data.Given;
import dev.assay.data.Stack;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@Stack
class WeightsQuarkusTest {
  @TempDir Path folder;

  @Test
  void registersAFileWithTheDescriptionNextToIt() throws IOException {
    Path file = Given.weights(folder, "local.safetensors", "mobilenet_v2", 3);

    String sha256 =
        register(file)
            .statusCode(201)
            .body("backbone", equalTo("mobilenet_v2"))
            .body("source", equalTo("zeros"))
            .body("preprocessing.crop", equalTo(32))
            .body("size", equalTo((int) Files.size(file)))
            .extract()
            .path("sha256");

    given().get("/weights").then().body("sha256", hasItem(sha256));
  }

  @Test
  void acceptsADescriptionAndThenItsFile() throws IOException {
    Path file = Given.weights(folder, "sent.safetensors", "mobilenet_v2", 4);

    put("sent.safetensors.json", Files.readAllBytes(folder.resolve("sent.safetensors.json")))
        .statusCode(204);
    put("sent.safetensors", Files.readAllBytes(file))
        .statusCode(201)
        .body("backbone", equalTo("mobilenet_v2"))
        .body("fileName", equalTo("sent.safetensors"));
  }

  @Test
  void refusesFilesNobodyDescribes() throws IOException {
    Path file = Given.weights(folder, "nobody.safetensors", "mobilenet_v2", 5);
    Files.delete(folder.resolve("nobody.safetensors.json"));
    Map<String, Long> before = Given.rows();

    register(file)
        .statusCode(422)
        .contentType("application/problem+json")
        .body("faults[0].message", containsString("neither an official file nor described"));
    put("nobody.safetensors", Files.readAllBytes(file))
        .statusCode(422)
        .body("faults[0].field", equalTo("nobody.safetensors"))
        .body("faults[0].message", not(containsString("weights-uploads")));

    assertThat(Given.rows()).isEqualTo(before);
  }

  @Test
  void refusesTruncatedAndWrongFiles() throws IOException {
    Path file = Given.weights(folder, "cut.safetensors", "mobilenet_v2", 6);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    Path wrong = Given.weights(folder, "wrong.safetensors", "mobilenet_v2", 6);
    String description = Files.readString(folder.resolve("wrong.safetensors.json"));
    Files.writeString(
        folder.resolve("wrong.safetensors.json"), description.replace("mobilenet_v2", "resnet18"));
    Map<String, Long> before = Given.rows();

    register(file).statusCode(422).body("faults[0].message", containsString("cut.safetensors"));
    register(wrong)
        .statusCode(422)
        .body("faults[0].message", containsString("not the weights of resnet18"));

    assertThat(Given.rows()).isEqualTo(before);
  }

  @Test
  void refusesPathsAndNamesThatAreNone() {
    register(Path.of("relative.pth"))
        .statusCode(422)
        .body("faults[0].message", containsString("absolute path"));
    register(folder.resolve("gone.pth"))
        .statusCode(422)
        .body("faults[0].message", equalTo("there is no such file"));
    put("..%2Fescape.pth", new byte[1])
        .statusCode(422)
        .body("faults[0].field", equalTo("fileName"));
    put("weights.zip", new byte[1]).statusCode(422).body("faults[0].field", equalTo("fileName"));
    put("x.pth.json", new byte[] {'{'})
        .statusCode(422)
        .body("faults[0].message", equalTo("is no JSON"));
  }

  private static ValidatableResponse register(Path file) {
    return given()
        .contentType("application/json")
        .body(Map.of("path", file.toString()))
        .post("/weights")
        .then();
  }

  private static ValidatableResponse put(String name, byte[] bytes) {
    return given()
        .urlEncodingEnabled(false)
        .contentType("application/octet-stream")
        .body(bytes)
        .put("/weights/" + name)
        .then();
  }
}
