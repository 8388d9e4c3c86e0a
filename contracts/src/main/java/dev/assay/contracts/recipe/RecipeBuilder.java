// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.recipe;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Recipe} from another one. The record documents the meanings and ranges of all
 * settings; {@link #build} checks them.
 */
public final class RecipeBuilder {
  private final String name;
  private String optimizer;
  private double learningRate;
  private double weightDecay;
  private int epochs;
  private int batchSize;
  private boolean shuffle;
  private String augment;
  private @Nullable List<Double> learningRates;
  private @Nullable Moments moments;
  private @Nullable Schedule schedule;
  private @Nullable Double layerDecay;
  private @Nullable Double clipNorm;
  private @Nullable Augmentation augmentation;
  private @Nullable Loss loss;
  private @Nullable Integer patience;
  private @Nullable String ties;
  private @Nullable Boolean tf32;
  private @Nullable ReplicationSwitches replication;
  private @Nullable FrozenRecipe frozen;
  private @Nullable Momentum momentum;
  private @Nullable Adaptation adaptation;

  RecipeBuilder(Recipe of) {
    this.name = of.name();
    this.optimizer = of.optimizer();
    this.learningRate = of.learningRate();
    this.weightDecay = of.weightDecay();
    this.epochs = of.epochs();
    this.batchSize = of.batchSize();
    this.shuffle = of.shuffle();
    this.augment = of.augment();
    this.learningRates = of.learningRates();
    this.moments = of.moments();
    this.schedule = of.schedule();
    this.layerDecay = of.layerDecay();
    this.clipNorm = of.clipNorm();
    this.augmentation = of.augmentation();
    this.loss = of.loss();
    this.patience = of.patience();
    this.ties = of.ties();
    this.tf32 = of.tf32();
    this.replication = of.replication();
    this.frozen = of.frozen();
    this.momentum = of.momentum();
    this.adaptation = of.adaptation();
  }

  public RecipeBuilder optimizer(String of) {
    this.optimizer = of;
    return this;
  }

  public RecipeBuilder learningRate(double of) {
    this.learningRate = of;
    return this;
  }

  public RecipeBuilder weightDecay(double of) {
    this.weightDecay = of;
    return this;
  }

  public RecipeBuilder epochs(int of) {
    this.epochs = of;
    return this;
  }

  public RecipeBuilder batchSize(int of) {
    this.batchSize = of;
    return this;
  }

  public RecipeBuilder shuffle(boolean of) {
    this.shuffle = of;
    return this;
  }

  public RecipeBuilder augment(String of) {
    this.augment = of;
    return this;
  }

  public RecipeBuilder learningRates(@Nullable List<Double> of) {
    this.learningRates = of;
    return this;
  }

  public RecipeBuilder moments(@Nullable Moments of) {
    this.moments = of;
    return this;
  }

  public RecipeBuilder schedule(@Nullable Schedule of) {
    this.schedule = of;
    return this;
  }

  public RecipeBuilder layerDecay(@Nullable Double of) {
    this.layerDecay = of;
    return this;
  }

  public RecipeBuilder clipNorm(@Nullable Double of) {
    this.clipNorm = of;
    return this;
  }

  public RecipeBuilder augmentation(@Nullable Augmentation of) {
    this.augmentation = of;
    return this;
  }

  public RecipeBuilder loss(@Nullable Loss of) {
    this.loss = of;
    return this;
  }

  public RecipeBuilder patience(@Nullable Integer of) {
    this.patience = of;
    return this;
  }

  public RecipeBuilder ties(@Nullable String of) {
    this.ties = of;
    return this;
  }

  public RecipeBuilder tf32(@Nullable Boolean of) {
    this.tf32 = of;
    return this;
  }

  public RecipeBuilder replication(@Nullable ReplicationSwitches of) {
    this.replication = of;
    return this;
  }

  public RecipeBuilder frozen(@Nullable FrozenRecipe of) {
    this.frozen = of;
    return this;
  }

  public RecipeBuilder momentum(@Nullable Momentum of) {
    this.momentum = of;
    return this;
  }

  public RecipeBuilder adaptation(@Nullable Adaptation of) {
    this.adaptation = of;
    return this;
  }

  /**
   * @throws IllegalArgumentException naming the setting that is out of its range or contradicts
   *     another
   */
  public Recipe build() {
    return new Recipe(
        name,
        optimizer,
        learningRate,
        weightDecay,
        epochs,
        batchSize,
        shuffle,
        augment,
        learningRates,
        moments,
        schedule,
        layerDecay,
        clipNorm,
        augmentation,
        loss,
        patience,
        ties,
        tf32,
        replication,
        frozen,
        momentum,
        adaptation);
  }
}
