"""Fields of the core group; see `schema` for the notation."""

CORE = """
ObjectMeta
name generateName namespace selfLink uid resourceVersion string
generation deletionGracePeriodSeconds int64
creationTimestamp deletionTimestamp Time
labels annotations map[string]
key=uid ownerReferences []OwnerReference
merge finalizers []string
managedFields []ManagedFieldsEntry

ManagedFieldsEntry
manager operation apiVersion fieldsType subresource string
time Time
fieldsV1 object

OwnerReference
apiVersion kind name uid string
controller blockOwnerDeletion bool

LabelSelector
matchLabels map[string]
matchExpressions []LabelSelectorRequirement

LabelSelectorRequirement
key operator string
values []string

LocalObjectReference
name string

ObjectReference
kind namespace name uid apiVersion resourceVersion fieldPath string

ConfigMap
data binaryData map[string]
immutable bool

Secret
data stringData map[string]
type string
immutable bool

ServiceAccount
key=name secrets []ObjectReference
key=name imagePullSecrets []LocalObjectReference
automountServiceAccountToken bool

Namespace
spec NamespaceSpec
status NamespaceStatus

NamespaceSpec
finalizers []string

Node
spec NodeSpec
status NodeStatus

NodeSpec
podCIDR providerID externalID string
podCIDRs []string
unschedulable bool
key=key taints []Taint
configSource object

Taint
key value effect string
timeAdded Time

Event
action message reason reportingComponent reportingInstance type string
count int32
eventTime MicroTime
firstTimestamp lastTimestamp Time
involvedObject related ObjectReference
source object
series object

EventOfGroup
action note reason reportingController reportingInstance type string
deprecatedCount int32
eventTime MicroTime
deprecatedFirstTimestamp deprecatedLastTimestamp Time
regarding related ObjectReference
deprecatedSource object
series object

Endpoints
subsets []EndpointSubset

EndpointSubset
addresses notReadyAddresses []EndpointAddress
ports []EndpointPort

EndpointAddress
ip hostname nodeName string
targetRef ObjectReference

EndpointPort
name protocol appProtocol string
port int32

LimitRange
spec LimitRangeSpec

LimitRangeSpec
limits []LimitRangeItem

LimitRangeItem
type string
max min default defaultRequest maxLimitRequestRatio map[Quantity]

ResourceQuota
spec ResourceQuotaSpec
status ResourceQuotaStatus

ResourceQuotaSpec
hard map[Quantity]
scopes []string
scopeSelector object

PersistentVolume
spec PersistentVolumeSpec
status PersistentVolumeStatus

PersistentVolumeSpec
capacity map[Quantity]
accessModes mountOptions []string
claimRef ObjectReference
persistentVolumeReclaimPolicy storageClassName volumeMode volumeAttributesClassName string
nodeAffinity hostPath nfs csi local awsElasticBlockStore gcePersistentDisk iscsi cephfs fc rbd glusterfs object

PersistentVolumeClaim
spec PersistentVolumeClaimSpec
status PersistentVolumeClaimStatus

PersistentVolumeClaimSpec
accessModes []string
selector LabelSelector
resources VolumeResourceRequirements
volumeName storageClassName volumeMode volumeAttributesClassName string
dataSource dataSourceRef object

VolumeResourceRequirements
limits requests map[Quantity]

PersistentVolumeClaimTemplate
metadata ObjectMeta
spec PersistentVolumeClaimSpec

Service
spec ServiceSpec
status ServiceStatus

ServiceSpec
key=port ports []ServicePort
selector map[string]
clusterIP type sessionAffinity loadBalancerIP externalName externalTrafficPolicy string
ipFamilyPolicy loadBalancerClass internalTrafficPolicy trafficDistribution string
clusterIPs externalIPs loadBalancerSourceRanges ipFamilies []string
healthCheckNodePort int32
publishNotReadyAddresses allocateLoadBalancerNodePorts bool
sessionAffinityConfig object

ServicePort
name protocol appProtocol string
port nodePort int32
targetPort IntOrString

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
key=name initContainers containers ephemeralContainers []Container
restartPolicy dnsPolicy serviceAccountName serviceAccount nodeName hostname subdomain schedulerName string
priorityClassName runtimeClassName preemptionPolicy string
terminationGracePeriodSeconds activeDeadlineSeconds int64
nodeSelector map[string]
automountServiceAccountToken hostNetwork hostPID hostIPC shareProcessNamespace enableServiceLinks bool
setHostnameAsFQDN hostUsers bool
securityContext object
key=name imagePullSecrets []LocalObjectReference
affinity Affinity
tolerations []Toleration
key=ip hostAliases []HostAlias
priority int32
dnsConfig object
readinessGates schedulingGates resourceClaims []object
overhead map[Quantity]
key=topologyKey topologySpreadConstraints []TopologySpreadConstraint
os resources object

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
labelSelector namespaceSelector LabelSelector
namespaces matchLabelKeys mismatchLabelKeys []string
topologyKey string

WeightedPodAffinityTerm
weight int32
podAffinityTerm PodAffinityTerm

TopologySpreadConstraint
maxSkew minDomains int32
topologyKey whenUnsatisfiable nodeAffinityPolicy nodeTaintsPolicy string
labelSelector LabelSelector
matchLabelKeys []string

Container
name image workingDir terminationMessagePath terminationMessagePolicy imagePullPolicy restartPolicy string
targetContainerName string
command args []string
key=containerPort ports []ContainerPort
envFrom []EnvFromSource
key=name env []EnvVar
resources ResourceRequirements
resizePolicy volumeDevices []object
key=mountPath volumeMounts []VolumeMount
livenessProbe readinessProbe startupProbe Probe
lifecycle Lifecycle
securityContext object
stdin stdinOnce tty bool

ContainerPort
name protocol hostIP string
hostPort containerPort int32

EnvVar
name value string
valueFrom EnvVarSource

EnvVarSource
fieldRef resourceFieldRef object
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
name mountPath subPath mountPropagation subPathExpr recursiveReadOnly string
readOnly bool

Lifecycle
postStart preStop LifecycleHandler
stopSignal string

LifecycleHandler
exec ExecAction
httpGet HTTPGetAction
tcpSocket TCPSocketAction
sleep object

Probe
exec ExecAction
httpGet HTTPGetAction
tcpSocket TCPSocketAction
grpc object
initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold int32
terminationGracePeriodSeconds int64

ExecAction
command []string

HTTPGetAction
path host scheme string
port IntOrString
httpHeaders []object

TCPSocketAction
port IntOrString
host string

Volume
name string
hostPath HostPathVolumeSource
emptyDir EmptyDirVolumeSource
secret SecretVolumeSource
configMap ConfigMapVolumeSource
persistentVolumeClaim PersistentVolumeClaimVolumeSource
projected downwardAPI nfs csi ephemeral iscsi cephfs fc rbd glusterfs image object
gcePersistentDisk awsElasticBlockStore azureDisk azureFile gitRepo object

HostPathVolumeSource
path type string

EmptyDirVolumeSource
medium string
sizeLimit Quantity

SecretVolumeSource
secretName string
items []object
defaultMode int32
optional bool

ConfigMapVolumeSource
name string
items []object
defaultMode int32
optional bool

PersistentVolumeClaimVolumeSource
claimName string
readOnly bool

ReplicationController
spec ReplicationControllerSpec
status ReplicationControllerStatus

ReplicationControllerSpec
replicas minReadySeconds int32
selector map[string]
template PodTemplateSpec
"""
