"""The code of the course outline as one plain script, as a student would have it, for build.py to measure.

    python plain.py mnist.npz PICTURES

What differs from tests/support/outline.md: the imports stand together, without those that nothing uses; the data come from a
file, not from the network; and each figure is saved into the folder PICTURES, not shown.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from tensorflow.keras.layers import Dense, Flatten
from tensorflow.keras.models import Sequential
from tensorflow.keras.utils import to_categorical

data, pictures = sys.argv[1], Path(sys.argv[2])
pictures.mkdir(parents=True, exist_ok=True)

# Module 1
arrays = np.load(data)
(x_train, y_train), (x_test, y_test) = [(arrays[f"x_{part}"], arrays[f"y_{part}"]) for part in ("train", "test")]

# Normalize pixel values
x_train, x_test = x_train / 255.0, x_test / 255.0

# One-hot encode labels
y_train = to_categorical(y_train)
y_test = to_categorical(y_test)

plt.figure(figsize=(10, 4))
for i in range(10):
    plt.subplot(2, 5, i+1)
    plt.imshow(x_train[i], cmap='gray')
    plt.title(f"Label: {y_train[i].argmax()}")
    plt.axis('off')
plt.tight_layout()
plt.savefig(pictures / "samples.png")
plt.close()

model = Sequential([
    Flatten(input_shape=(28, 28)),
    Dense(128, activation='relu'),
    Dense(64, activation='relu'),
    Dense(10, activation='softmax')
])

model.compile(optimizer='adam',
              loss='categorical_crossentropy',
              metrics=['accuracy'])

model.fit(x_train, y_train, epochs=5, validation_split=0.2)

loss, accuracy = model.evaluate(x_test, y_test)
print(f"Test Accuracy: {accuracy:.2f}")

# Module 2
weights = model.layers[1].get_weights()[0]  # First Dense layer weights

# Display weights for first 10 neurons
plt.figure(figsize=(12, 6))
for i in range(10):
    plt.subplot(2, 5, i+1)
    plt.imshow(weights[:, i].reshape(28, 28), cmap='viridis')
    plt.title(f"Neuron {i}")
    plt.axis('off')
plt.tight_layout()
plt.savefig(pictures / "weights.png")
plt.close()

# Select a test image
test_idx = 42
image = x_test[test_idx].reshape(1, 28, 28)
prediction = model.predict(image)[0]

# Display prediction scores
plt.bar(range(10), prediction)
plt.title("Model Confidence Scores")
plt.xlabel("Digit")
plt.ylabel("Probability")
plt.savefig(pictures / "confidence.png")
plt.close()

# Display the actual image
plt.imshow(x_test[test_idx], cmap='gray')
plt.title(f"True Label: {y_test[test_idx].argmax()}")
plt.axis('off')
plt.savefig(pictures / "image.png")
plt.close()

preds = model.predict(x_test)
pred_labels = preds.argmax(axis=1)
true_labels = y_test.argmax(axis=1)

# Find incorrect predictions
errors = np.where(pred_labels != true_labels)[0]

# Visualize a few
plt.figure(figsize=(10, 4))
for i in range(5):
    idx = errors[i]
    plt.subplot(1, 5, i+1)
    plt.imshow(x_test[idx], cmap='gray')
    plt.title(f"Pred: {pred_labels[idx]}, Truth: {true_labels[idx]}")
    plt.axis('off')
plt.tight_layout()
plt.savefig(pictures / "misclassifications.png")
plt.close()
