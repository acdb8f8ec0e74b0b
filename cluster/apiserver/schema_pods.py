"""Fields of Pods and of what lies in them; see `schema` for the notation."""

PODS = """
Pod
spec PodSpec
status PodStatus

PodTemplate
template PodTemplateSpec

PodTemplateSpec
metadata ObjectMeta
spec PodSpec

PodSpec
key=name retain volumes []Volume
key=name initContainers []Container
key=name containers []Container
key=name ephemeralContainers []Container
restartPolicy string
terminationGracePeriodSeconds activeDeadlineSeconds int64
dnsPolicy string
nodeSelector map[string]
serviceAccountName serviceAccount string
automountServiceAccountToken bool
nodeName string
hostNetwork hostPID hostIPC shareProcessNamespace bool
securityContext PodSecurityContext
key=name imagePullSecrets []LocalObjectReference
hostname subdomain string
affinity Affinity
schedulerName string
tolerations []Toleration
key=ip hostAliases []HostAlias
priorityClassName string
priority int32
dnsConfig PodDNSConfig
readinessGates []PodReadinessGate
runtimeClassName string
enableServiceLinks bool
preemptionPolicy string
overhead map[Quantity]
key=topologyKey topologySpreadConstraints []TopologySpreadConstraint
setHostnameAsFQDN bool
os PodOS
hostUsers bool
key=name schedulingGates []PodSchedulingGate
resourceClaims []object
resources ResourceRequirements

HostAlias
ip string
hostnames []string

Toleration
key operator value effect string
tolerationSeconds int64

Affinity
nodeAffinity NodeAffinity
podAffinity podAntiAffinity PodAffinity

NodeAffinity
requiredDuringSchedulingIgnoredDuringExecution NodeSelector
preferredDuringSchedulingIgnoredDuringExecution []PreferredSchedulingTerm

NodeSelector
nodeSelectorTerms []NodeSelectorTerm

NodeSelectorTerm
matchExpressions matchFields []LabelSelectorRequirement

PreferredSchedulingTerm
weight int32
preference NodeSelectorTerm

PodAffinity
requiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm
preferredDuringSchedulingIgnoredDuringExecution []WeightedPodAffinityTerm

PodAffinityTerm
labelSelector LabelSelector
namespaces []string
topologyKey string
namespaceSelector LabelSelector
matchLabelKeys mismatchLabelKeys []string

WeightedPodAffinityTerm
weight int32
podAffinityTerm PodAffinityTerm

TopologySpreadConstraint
maxSkew int32
topologyKey whenUnsatisfiable string
labelSelector LabelSelector
minDomains int32
nodeAffinityPolicy nodeTaintsPolicy string
matchLabelKeys []string

Container
name image string
command args []string
workingDir string
key=containerPort ports []ContainerPort
envFrom []EnvFromSource
key=name env []EnvVar
resources ResourceRequirements
resizePolicy []ContainerResizePolicy
restartPolicy string
key=mountPath volumeMounts []VolumeMount
key=devicePath volumeDevices []VolumeDevice
livenessProbe readinessProbe startupProbe Probe
lifecycle Lifecycle
terminationMessagePath terminationMessagePolicy imagePullPolicy string
securityContext SecurityContext
stdin stdinOnce tty bool
targetContainerName string

ContainerPort
name string
hostPort containerPort int32
protocol hostIP string

EnvVar
name value string
valueFrom EnvVarSource

EnvVarSource
fieldRef ObjectFieldSelector
resourceFieldRef ResourceFieldSelector
configMapKeyRef secretKeyRef KeySelector

KeySelector
name key string
optional bool

EnvFromSource
prefix string
configMapRef secretRef SourceRef

SourceRef
name string
optional bool

ResourceRequirements
limits requests map[Quantity]
claims []object

VolumeMount
name string
readOnly bool
recursiveReadOnly mountPath subPath mountPropagation subPathExpr string

Lifecycle
postStart preStop LifecycleHandler
stopSignal string

LifecycleHandler
exec ExecAction
httpGet HTTPGetAction
tcpSocket TCPSocketAction
sleep SleepAction

Probe
exec ExecAction
httpGet HTTPGetAction
tcpSocket TCPSocketAction
grpc GRPCAction
initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold int32
terminationGracePeriodSeconds int64

ExecAction
command []string

HTTPGetAction
path string
port IntOrString
host scheme string
httpHeaders []HTTPHeader

TCPSocketAction
port IntOrString
host string

Volume
name string
hostPath HostPathVolumeSource
emptyDir EmptyDirVolumeSource
gcePersistentDisk awsElasticBlockStore gitRepo object
secret SecretVolumeSource
nfs NFSVolumeSource
iscsi glusterfs object
persistentVolumeClaim PersistentVolumeClaimVolumeSource
rbd cephfs object
downwardAPI DownwardAPIVolumeSource
fc azureFile object
configMap ConfigMapVolumeSource
azureDisk object
projected ProjectedVolumeSource
csi CSIVolumeSource
ephemeral EphemeralVolumeSource
image ImageVolumeSource

HostPathVolumeSource
path type string

EmptyDirVolumeSource
medium string
sizeLimit Quantity

SecretVolumeSource
secretName string
items []KeyToPath
defaultMode int32
optional bool

ConfigMapVolumeSource
name string
items []KeyToPath
defaultMode int32
optional bool

PersistentVolumeClaimVolumeSource
claimName string
readOnly bool

PodSecurityContext
seLinuxOptions SELinuxOptions
windowsOptions WindowsSecurityContextOptions
runAsUser runAsGroup int64
runAsNonRoot bool
supplementalGroups []int64
supplementalGroupsPolicy string
fsGroup int64
sysctls []Sysctl
fsGroupChangePolicy string
seccompProfile SeccompProfile
appArmorProfile AppArmorProfile
seLinuxChangePolicy string

SecurityContext
capabilities Capabilities
privileged bool
seLinuxOptions SELinuxOptions
windowsOptions WindowsSecurityContextOptions
runAsUser runAsGroup int64
runAsNonRoot readOnlyRootFilesystem allowPrivilegeEscalation bool
procMount string
seccompProfile SeccompProfile
appArmorProfile AppArmorProfile

Capabilities
add drop []string

SELinuxOptions
user role type level string

WindowsSecurityContextOptions
gmsaCredentialSpecName gmsaCredentialSpec runAsUserName string
hostProcess bool

SeccompProfile
type localhostProfile string

AppArmorProfile
type localhostProfile string

Sysctl
name value string

PodDNSConfig
nameservers searches []string
options []PodDNSConfigOption

PodDNSConfigOption
name value string

PodReadinessGate
conditionType string

PodSchedulingGate
name string

PodOS
name string

ContainerResizePolicy
resourceName restartPolicy string

VolumeDevice
name devicePath string

ObjectFieldSelector
apiVersion fieldPath string

ResourceFieldSelector
containerName resource string
divisor Quantity

SleepAction
seconds int64

GRPCAction
port int32
service string

HTTPHeader
name value string

KeyToPath
key path string
mode int32

NFSVolumeSource
server path string
readOnly bool

DownwardAPIVolumeSource
items []DownwardAPIVolumeFile
defaultMode int32

DownwardAPIVolumeFile
path string
fieldRef ObjectFieldSelector
resourceFieldRef ResourceFieldSelector
mode int32

ProjectedVolumeSource
sources []VolumeProjection
defaultMode int32

VolumeProjection
secret SecretProjection
downwardAPI DownwardAPIVolumeSource
configMap ConfigMapProjection
serviceAccountToken ServiceAccountTokenProjection
clusterTrustBundle object

SecretProjection
name string
items []KeyToPath
optional bool

ConfigMapProjection
name string
items []KeyToPath
optional bool

ServiceAccountTokenProjection
audience string
expirationSeconds int64
path string

CSIVolumeSource
driver string
readOnly bool
fsType string
volumeAttributes map[string]
nodePublishSecretRef LocalObjectReference

EphemeralVolumeSource
volumeClaimTemplate PersistentVolumeClaimTemplate

ImageVolumeSource
reference pullPolicy string
"""
