/** What a film of the training is made of; only types, so that no page has to load them. */

/** The network at a moment. */
export interface Frame {
  /** "epoch-3" or, within the first epoch, "step-30". */
  name: string;
  /** How many corrections came before; 0 is the start. */
  step: number;
  /** How many images it had learned from. */
  images: number;
  /** The epoch that ends here, 0 at the start, null within the first. */
  epoch: number | null;
  /** Of the training images since the epoch began; none at the start. */
  accuracy?: number;
  /** Measured as `accuracy` is. */
  loss?: number;
  val_accuracy: number;
  val_loss: number;
  test_accuracy: number;
  /** The confusion matrix of the test images, rows are the true classes. */
  matrix: number[][];
  /** What a stored byte of the moment is worth. */
  scale: number;
  /** Where the colours of the changes since the start end; at the start, of its weights. */
  limit: number;
}

export interface Film {
  class_names: string[];
  image_shape: [number, number];
  /** How many neurons of the first layer are shown. */
  neurons: number;
  /** How many of them have their weights here. */
  loaded: number;
  epochs: number;
  /** Where the colours of the weights end. */
  limit: number;
  moments: Frame[];
  /** One weight a pixel at a moment or, mixed, between two. */
  weightsOf: (place: number, neuron: number) => Float32Array;
  /** How far each has moved since the start. */
  changeOf: (place: number, neuron: number) => Float32Array;
}
