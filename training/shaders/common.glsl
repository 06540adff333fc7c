uniform sampler2DShadow key_shadow; uniform sampler2DShadow sky_shadow;
uniform mat4 key_matrix; uniform mat4 sky_matrix;
uniform vec3 key_direction; uniform vec3 key_color; uniform vec3 sky_color; uniform vec3 ground_color;
uniform vec3 fill_direction;
uniform vec3 fill_color;
uniform float key_blur;
uniform float sky_blur;
uniform float seed;
float hash(vec3 q) { q = fract(q * 0.3183099 + 0.1);
q *= 17.0;
return fract(q.x * q.y * q.z * (q.x + q.y + q.z));
}
float noise(vec3 x) {
    vec3 i = floor(x), f = fract(x); f = f * f * (3.0 - 2.0 * f);
    return mix(mix(mix(hash(i), hash(i + vec3(1,0,0)), f.x), mix(hash(i + vec3(0,1,0)), hash(i + vec3(1,1,0)), f.x), f.y),
               mix(mix(hash(i + vec3(0,0,1)), hash(i + vec3(1,0,1)), f.x), mix(hash(i + vec3(0,1,1)), hash(i + vec3(1,1,1)), f.x), f.y), f.z);
}
float fbm(vec3 x) { return 0.66 * noise(x) + 0.34 * noise(x * 2.3 + 7.0); }
float lit(sampler2DShadow map, mat4 m, vec3 world, float blur, float bias) {
    vec4 c = m * vec4(world, 1.0); vec3 q = c.xyz / c.w * 0.5 + 0.5;
    if (q.x < 0.0 || q.x > 1.0 || q.y < 0.0 || q.y > 1.0) return 1.0;
    float turn = 6.2832 * hash(vec3(gl_FragCoord.xy, seed)); float sum = 0.0;
    for (int k = 0; k < 4; k++) {
        float r = blur * sqrt((float(k) + 0.5) / 4.0); float t = turn + 2.4 * float(k);
        sum += texture(map, vec3(q.xy + r * vec2(cos(t), sin(t)), q.z - bias));
    }
    return sum / 4.0;
}
