#version 330
in vec2 t; uniform sampler2D pattern; uniform float gain;
layout(location = 0) out vec4 color;
layout(location = 1) out vec4 label;
layout(location = 2) out vec4 coords;
void main() { color = vec4(texture(pattern, t).rgb * gain, 1.0); label = vec4(0.0); coords = vec4(0.0); }
